package io.cairn.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.server.config.ServerConfig;
import org.junit.jupiter.api.Test;

class NetworkLimitsTest {
    @Test
    void whatWaitsOfOneClientFitsIntoOneArrayWhateverTheSettingsSay() throws Exception {
        ServerConfig config = ServerConfig.load(
                new String[] {"--client-query-buffer-limit", "100gb", "--proto-max-bulk-len", "100gb", "--dir", "/tmp"},
                "0.0.0");
        NetworkLimits limits = NetworkLimits.of(config);
        // One more read is made after the limit is reached.
        assertThat(limits.maxInputBytes()).isLessThan(Integer.MAX_VALUE - 1_000_000);
        assertThat((long) limits.requests().maxBulkLength()).isLessThan(limits.maxInputBytes());
    }
}
