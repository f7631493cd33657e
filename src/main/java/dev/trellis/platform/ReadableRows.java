package dev.trellis.platform;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Turns rows into what a person can read in an export: named as the API names things, without what is empty. */
public final class ReadableRows {

    private ReadableRows() {}

    /** The row's values by their names in camel case; a row mapper. */
    public static Map<String, Object> of(ResultSet row, int number) throws SQLException {
        var columns = row.getMetaData();
        var values = new LinkedHashMap<String, Object>();
        for (var i = 1; i <= columns.getColumnCount(); i++) {
            var value = columns.getColumnType(i) == Types.TIMESTAMP_WITH_TIMEZONE
                            || columns.getColumnType(i) == Types.TIMESTAMP
                    ? row.getTimestamp(i)
                    : row.getObject(i);
            if (value instanceof Timestamp at) {
                values.put(name(columns.getColumnLabel(i)), at.toInstant());
            } else if (value != null) {
                values.put(name(columns.getColumnLabel(i)), value);
            }
        }
        return values;
    }

    private static String name(String column) {
        var name = new StringBuilder();
        for (var word : column.toLowerCase(Locale.ROOT).split("_", -1)) {
            name.append(name.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return name.toString();
    }
}
