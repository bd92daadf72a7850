package io.cairn.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RespConnectionTest {
    private interface Reading {
        void from(RespConnection connection) throws IOException;
    }

    private static void receiving(String bytes, Reading reading) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RespConnection connection = new RespConnection(server.getLocalPort())) {
            try (Socket accepted = server.accept()) {
                accepted.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            }
            reading.from(connection);
        }
    }

    @Test
    void readsEveryKindOfReply() throws IOException {
        receiving("+OK\r\n:-7\r\n$4\r\na\r\nb\r\n$-1\r\n*2\r\n$1\r\nx\r\n*1\r\n:1\r\n*-1\r\n", connection -> {
            assertThat(connection.receive()).isEqualTo("OK");
            assertThat(connection.receive()).isEqualTo("-7");
            assertThat(connection.receive()).isEqualTo("a\r\nb");
            assertThat(connection.receive()).isEmpty();
            assertThat(connection.receive()).isEqualTo("[x, [1]]");
            assertThat(connection.receive()).isEqualTo("[]");
        });
    }

    @Test
    void takesRepliesOfResp3Apart() throws IOException {
        String replies = "%1\r\n+a\r\n~2\r\n:1\r\n_\r\n,1.5\r\n#t\r\n=7\r\ntxt:abc\r\n+end\r\n";
        receiving(replies, connection -> {
            Reply map = connection.reply();
            assertThat(map.kind()).isEqualTo('%');
            assertThat(map.elements()).hasSize(2);
            assertThat(map.elements().get(1))
                    .isEqualTo(new Reply('~', "", List.of(Reply.of(':', "1"), Reply.of('_', ""))));
            assertThat(connection.receive()).isEqualTo("1.5");
            assertThat(connection.receive()).isEqualTo("t");
            assertThat(connection.receive()).isEqualTo("txt:abc");
            assertThat(connection.receive()).isEqualTo("end");
        });
        receiving(replies, connection -> {
            Pipeline.skip(connection, 4);
            assertThat(connection.receive()).isEqualTo("end");
        });
    }

    @Test
    void passesOverExactlyOneReply() throws IOException {
        String replies = "+OK\r\n:-7\r\n$4\r\na\r\nb\r\n$-1\r\n*2\r\n$1\r\nx\r\n*1\r\n:1\r\n*-1\r\n";
        receiving(replies + "+END\r\n", connection -> {
            Pipeline.skip(connection, 6);
            assertThat(connection.receive()).isEqualTo("END");
        });
    }

    @Test
    void anErrorIsAnException() throws IOException {
        receiving("-ERR no\r\n-WRONGTYPE no\r\n", connection -> {
            assertThatIOException().isThrownBy(connection::receive).withMessage("the server answered -ERR no");
            assertThatIOException().isThrownBy(connection::skip).withMessage("the server answered -WRONGTYPE no");
        });
    }

    @Test
    void anEndInTheMiddleOfAReplyIsAnException() throws IOException {
        receiving(
                "$4\r\nab",
                connection -> assertThatIOException()
                        .isThrownBy(connection::skip)
                        .withMessage("the server closed the connection"));
    }
}
