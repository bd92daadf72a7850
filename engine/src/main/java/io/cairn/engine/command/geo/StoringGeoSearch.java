package io.cairn.engine.command.geo;

import io.cairn.engine.command.KeyFinder;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.command.LocatesKeys;
import io.cairn.engine.resp.Args;
import java.util.Set;

/** {@code GEORADIUS} and {@code GEORADIUSBYMEMBER}, of which it depends on the options whether they write a key. */
final class StoringGeoSearch extends GeoSearch implements LocatesKeys {
    private static final Set<KeyFlag> SOURCE = Set.of(KeyFlag.RO, KeyFlag.ACCESS);
    private static final Set<KeyFlag> DESTINATION = Set.of(KeyFlag.OW, KeyFlag.UPDATE);

    private final int firstOption;

    StoringGeoSearch(GeoSearchKind kind) {
        super(kind);
        firstOption = kind.firstOption();
    }

    /** All keys that options name, though only the last one is written: none must escape an access rule. */
    @Override
    public void locateKeys(Args args, int first, KeyFinder keys) {
        keys.add(first + 1, SOURCE);
        addAllBehind("STORE", args, first + firstOption, keys);
        addAllBehind("STOREDIST", args, first + firstOption, keys);
    }

    private static void addAllBehind(String word, Args args, int from, KeyFinder keys) {
        for (int i = from; i + 1 < args.count(); i++) {
            if (args.isWord(i, word)) {
                keys.add(i + 1, DESTINATION);
            }
        }
    }
}
