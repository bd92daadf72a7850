package io.cairn.server.config;

import java.util.List;

/** Yes or no. */
final class BooleanType extends SettingType<Boolean> {
    @Override
    Boolean parse(List<String> arguments, Boolean current) throws RefusedValue {
        String text = arguments.get(0);
        if (text.equalsIgnoreCase("yes")) {
            return true;
        }
        if (text.equalsIgnoreCase("no")) {
            return false;
        }
        throw new RefusedValue("argument must be 'yes' or 'no'");
    }

    @Override
    String format(Boolean value) {
        return value ? "yes" : "no";
    }
}
