package io.cairn.server.config;

import io.cairn.server.config.ServerConfig.Surroundings;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Loads settings as if the process had been started in some directory. */
final class Configs {
    static final String VERSION = "0.0.0";

    private Configs() {}

    static ServerConfig load(Path directory, String... arguments) throws ConfigException {
        return loadWithInput(directory, "", arguments);
    }

    static ServerConfig loadWithInput(Path directory, String input, String... arguments) throws ConfigException {
        ByteArrayInputStream standardInput = new ByteArrayInputStream(input.getBytes(StandardCharsets.ISO_8859_1));
        return ServerConfig.load(arguments, new Surroundings(VERSION, directory, standardInput));
    }
}
