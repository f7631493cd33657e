package dev.trellis.email;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a contact's clock stands: its own time zone, else its country's most peopled one, else ours. */
final class TimeZones {

    private static final Map<String, String> BY_COUNTRY = Map.ofEntries(
            Map.entry("AE", "Asia/Dubai"),
            Map.entry("AR", "America/Argentina/Buenos_Aires"),
            Map.entry("AT", "Europe/Vienna"),
            Map.entry("AU", "Australia/Sydney"),
            Map.entry("BD", "Asia/Dhaka"),
            Map.entry("BE", "Europe/Brussels"),
            Map.entry("BG", "Europe/Sofia"),
            Map.entry("BH", "Asia/Bahrain"),
            Map.entry("BR", "America/Sao_Paulo"),
            Map.entry("CA", "America/Toronto"),
            Map.entry("CH", "Europe/Zurich"),
            Map.entry("CL", "America/Santiago"),
            Map.entry("CN", "Asia/Shanghai"),
            Map.entry("CO", "America/Bogota"),
            Map.entry("CZ", "Europe/Prague"),
            Map.entry("DE", "Europe/Berlin"),
            Map.entry("DK", "Europe/Copenhagen"),
            Map.entry("EE", "Europe/Tallinn"),
            Map.entry("EG", "Africa/Cairo"),
            Map.entry("ES", "Europe/Madrid"),
            Map.entry("FI", "Europe/Helsinki"),
            Map.entry("FR", "Europe/Paris"),
            Map.entry("GB", "Europe/London"),
            Map.entry("GH", "Africa/Accra"),
            Map.entry("GR", "Europe/Athens"),
            Map.entry("HK", "Asia/Hong_Kong"),
            Map.entry("HR", "Europe/Zagreb"),
            Map.entry("HU", "Europe/Budapest"),
            Map.entry("ID", "Asia/Jakarta"),
            Map.entry("IE", "Europe/Dublin"),
            Map.entry("IL", "Asia/Jerusalem"),
            Map.entry("IN", "Asia/Kolkata"),
            Map.entry("IT", "Europe/Rome"),
            Map.entry("JP", "Asia/Tokyo"),
            Map.entry("KE", "Africa/Nairobi"),
            Map.entry("KR", "Asia/Seoul"),
            Map.entry("KW", "Asia/Kuwait"),
            Map.entry("LT", "Europe/Vilnius"),
            Map.entry("LU", "Europe/Luxembourg"),
            Map.entry("LV", "Europe/Riga"),
            Map.entry("MX", "America/Mexico_City"),
            Map.entry("MY", "Asia/Kuala_Lumpur"),
            Map.entry("NG", "Africa/Lagos"),
            Map.entry("NL", "Europe/Amsterdam"),
            Map.entry("NO", "Europe/Oslo"),
            Map.entry("NZ", "Pacific/Auckland"),
            Map.entry("OM", "Asia/Muscat"),
            Map.entry("PE", "America/Lima"),
            Map.entry("PH", "Asia/Manila"),
            Map.entry("PK", "Asia/Karachi"),
            Map.entry("PL", "Europe/Warsaw"),
            Map.entry("PT", "Europe/Lisbon"),
            Map.entry("QA", "Asia/Qatar"),
            Map.entry("RO", "Europe/Bucharest"),
            Map.entry("RS", "Europe/Belgrade"),
            Map.entry("RU", "Europe/Moscow"),
            Map.entry("SA", "Asia/Riyadh"),
            Map.entry("SE", "Europe/Stockholm"),
            Map.entry("SG", "Asia/Singapore"),
            Map.entry("SI", "Europe/Ljubljana"),
            Map.entry("SK", "Europe/Bratislava"),
            Map.entry("TH", "Asia/Bangkok"),
            Map.entry("TR", "Europe/Istanbul"),
            Map.entry("TW", "Asia/Taipei"),
            Map.entry("TZ", "Africa/Dar_es_Salaam"),
            Map.entry("UA", "Europe/Kyiv"),
            Map.entry("UG", "Africa/Kampala"),
            Map.entry("US", "America/New_York"),
            Map.entry("VN", "Asia/Ho_Chi_Minh"),
            Map.entry("ZA", "Africa/Johannesburg"));

    private TimeZones() {}

    static ZoneId of(@Nullable String timeZone, @Nullable String country, ZoneId otherwise) {
        if (timeZone != null) {
            try {
                return ZoneId.of(timeZone);
            } catch (DateTimeException ex) {
                // What cannot be read says nothing: the country decides.
            }
        }
        var byCountry = country == null ? null : BY_COUNTRY.get(country.toUpperCase(Locale.ROOT));
        return byCountry == null ? otherwise : ZoneId.of(byCountry);
    }
}
