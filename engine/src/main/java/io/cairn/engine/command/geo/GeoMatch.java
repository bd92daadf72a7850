package io.cairn.engine.command.geo;

/**
 * A member found in an area.
 *
 * @param member the member
 * @param score its score
 * @param longitude where it is
 * @param latitude where it is
 * @param metres how far from the middle of the area
 */
record GeoMatch(byte[] member, double score, double longitude, double latitude, double metres) {}
