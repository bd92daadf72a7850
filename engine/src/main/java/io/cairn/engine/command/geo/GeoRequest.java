package io.cairn.engine.command.geo;

import io.cairn.engine.command.CommandError;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.SortedSetValue;
import org.jspecify.annotations.Nullable;

/** What a request looks for, where, and what is to become of it; read with Redis' checks in Redis' order. */
final class GeoRequest {
    /** Nothing is stored. */
    static final int NO_STORE = -1;

    private static final String NO_SUCH_MEMBER = "ERR could not decode requested zset member";

    private final Args args;
    private final GeoSearchKind kind;
    private final SortedSetValue set;

    private double longitude;
    private double latitude;
    private double width;
    private double height;
    private double unit = 1;
    private boolean fromMember;
    private boolean fromPlace;
    private boolean circle;
    private boolean box;

    private boolean withDistance;
    private boolean withHash;
    private boolean withPlace;
    private boolean any;
    private boolean ascending;
    private boolean descending;
    private long count;
    private int storeIndex = NO_STORE;
    private boolean storesDistance;

    private @Nullable String error;

    private GeoRequest(Args args, GeoSearchKind kind, SortedSetValue set) {
        this.args = args;
        this.kind = kind;
        this.set = set;
    }

    /** Reads a request; null after an error reply. */
    static @Nullable GeoRequest parse(Args args, GeoSearchKind kind, SortedSetValue set, ReplyWriter reply) {
        GeoRequest request = new GeoRequest(args, kind, set);
        if (kind == GeoSearchKind.SEARCH_STORE) {
            request.storeIndex = 1;
        }
        if (!kind.isSearch()) {
            request.readCircle();
        }
        for (int i = kind.firstOption(); i < args.count() && request.error == null; ) {
            i += request.readOption(i);
        }
        if (request.error == null) {
            request.error = request.conflict();
        }
        if (request.error != null) {
            reply.error(request.error);
            return null;
        }
        return request;
    }

    /** Reads the middle and radius that the older commands begin with. */
    private void readCircle() {
        if (kind.isByMember()) {
            if (set.isEmpty()) {
                // Redis does not look at them then, but at the options.
                return;
            }
            readMember(2);
        } else {
            readPlace(2);
        }
        if (error == null) {
            readRadius(kind.firstOption() - 2);
        }
    }

    private void readMember(int index) {
        fromMember = true;
        if (set.isEmpty()) {
            return;
        }
        double score = set.score(args.bytes(), args.offset(index), args.length(index));
        if (Double.isNaN(score)) {
            error = NO_SUCH_MEMBER;
            return;
        }
        longitude = GeoHash.longitude(score);
        latitude = GeoHash.latitude(score);
    }

    private void readPlace(int index) {
        longitude = GeoArguments.number(args, index);
        latitude = GeoArguments.number(args, index + 1);
        error = GeoArguments.placeError(longitude, latitude);
        fromPlace = error == null;
    }

    private void readRadius(int index) {
        circle = true;
        width = GeoArguments.number(args, index);
        height = width;
        if (Double.isNaN(width)) {
            error = "ERR need numeric radius";
        } else if (width < 0) {
            error = "ERR radius cannot be negative";
        } else {
            readUnit(index + 1);
        }
    }

    private void readBox(int index) {
        box = true;
        width = GeoArguments.number(args, index);
        height = GeoArguments.number(args, index + 1);
        if (Double.isNaN(width)) {
            error = "ERR need numeric width";
        } else if (Double.isNaN(height)) {
            error = "ERR need numeric height";
        } else if (width < 0 || height < 0) {
            error = "ERR height or width cannot be negative";
        } else {
            readUnit(index + 2);
        }
    }

    private void readUnit(int index) {
        unit = GeoArguments.unit(args, index);
        if (unit == GeoArguments.NO_UNIT) {
            error = GeoArguments.UNSUPPORTED_UNIT;
        }
    }

    /** Reads the option at {@code i}; returns how many arguments it is. */
    private int readOption(int i) {
        int behind = args.count() - i - 1;
        if (readFlag(i)) {
            return 1;
        }
        if (behind >= 1 && args.isWord(i, "COUNT")) {
            readCount(i + 1);
            return 2;
        }
        if (kind.takesStore() && behind >= 1 && (args.isWord(i, "STORE") || args.isWord(i, "STOREDIST"))) {
            storeIndex = i + 1;
            storesDistance = args.isWord(i, "STOREDIST");
            return 2;
        }
        return kind.isSearch() ? readArea(i, behind) : refuse();
    }

    /** Reads an option that is one word; returns whether it is one. */
    private boolean readFlag(int i) {
        if (args.isWord(i, "WITHDIST")) {
            withDistance = true;
        } else if (args.isWord(i, "WITHHASH")) {
            withHash = true;
        } else if (args.isWord(i, "WITHCOORD")) {
            withPlace = true;
        } else if (args.isWord(i, "ANY")) {
            any = true;
        } else if (args.isWord(i, "ASC") || args.isWord(i, "DESC")) {
            ascending = args.isWord(i, "ASC");
            descending = !ascending;
        } else if (kind == GeoSearchKind.SEARCH_STORE && args.isWord(i, "STOREDIST")) {
            storesDistance = true;
        } else {
            return false;
        }
        return true;
    }

    private int readArea(int i, int behind) {
        if (behind >= 1 && args.isWord(i, "FROMMEMBER") && !fromPlace) {
            readMember(i + 1);
            return 2;
        }
        if (behind >= 2 && args.isWord(i, "FROMLONLAT") && !fromMember) {
            readPlace(i + 1);
            return 3;
        }
        if (behind >= 2 && args.isWord(i, "BYRADIUS") && !box) {
            readRadius(i + 1);
            return 3;
        }
        if (behind >= 3 && args.isWord(i, "BYBOX") && !circle) {
            readBox(i + 1);
            return 4;
        }
        return refuse();
    }

    private int refuse() {
        error = CommandError.SYNTAX;
        return 1;
    }

    private void readCount(int index) {
        if (!args.isLong(index)) {
            error = CommandError.NOT_AN_INTEGER;
            return;
        }
        count = args.toLong(index);
        if (count <= 0) {
            error = "ERR COUNT must be > 0";
        }
    }

    private @Nullable String conflict() {
        if (storeIndex != NO_STORE && partsBeside() > 0) {
            return "ERR " + (kind.isSearch() ? "GEOSEARCHSTORE" : "STORE option in GEORADIUS")
                    + " is not compatible with WITHDIST, WITHHASH and WITHCOORD options";
        }
        if (kind.isSearch() && !fromMember && !fromPlace) {
            return "ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for " + args.textToNul(0);
        }
        if (kind.isSearch() && !circle && !box) {
            return "ERR exactly one of BYRADIUS and BYBOX can be specified for " + args.textToNul(0);
        }
        return any && count == 0 ? "ERR the ANY argument requires COUNT argument" : null;
    }

    /** Where to look. */
    GeoArea area() {
        return new GeoArea(longitude, latitude, box, width, height, unit);
    }

    /** Whether the order is by distance: so that a count means the nearest, if any will not do. */
    boolean isSorted() {
        return ascending || descending || count != 0 && !any;
    }

    boolean isDescending() {
        return descending;
    }

    /** Whether any members will do, if there are more than the count. */
    boolean isAny() {
        return any;
    }

    /** How many are wanted. */
    long count() {
        return count == 0 ? Long.MAX_VALUE : count;
    }

    /** How many things are to be told of a member. */
    int partsBeside() {
        return (withDistance ? 1 : 0) + (withHash ? 1 : 0) + (withPlace ? 1 : 0);
    }

    boolean withDistance() {
        return withDistance;
    }

    boolean withHash() {
        return withHash;
    }

    boolean withPlace() {
        return withPlace;
    }

    /** Which argument is the key to store at, or {@link #NO_STORE}. */
    int storeIndex() {
        return storeIndex;
    }

    /** Whether distances are stored, and not places. */
    boolean storesDistance() {
        return storesDistance;
    }
}
