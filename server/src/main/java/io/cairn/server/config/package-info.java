/**
 * The settings of the server: takes the command line and redis.conf from {@code ServerMain}, hands typed values to everybody in the server
 * and texts to CONFIG GET, SET and REWRITE.
 *
 * <p>A setting is declared once, in {@link io.cairn.server.config.Settings} or {@link io.cairn.server.config.AcceptedSettings}; parsing,
 * limits, error texts, rewriting and the list of settings without effect follow from the declaration. The way of a line:
 * {@code CommandLine → ConfigReader → Quoting → Setting → SettingType → ServerConfig}; and back: {@code ServerConfig → ConfigRewriter}.
 *
 * <p>All texts are byte strings as in Redis: each {@code char} is one byte (ISO-8859-1), so that a password or a path of any bytes goes
 * in and comes out unchanged. {@link io.cairn.server.config.ServerConfig#path} turns such a text into a path.
 */
@NullMarked
package io.cairn.server.config;

import org.jspecify.annotations.NullMarked;
