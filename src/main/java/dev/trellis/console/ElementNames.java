package dev.trellis.console;

import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/** What the author of a diagram called its elements. */
final class ElementNames {

    private static final XMLInputFactory XML = XMLInputFactory.newFactory();

    static {
        XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XML.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    }

    private ElementNames() {}

    /** The names by element id; elements without a name are absent. */
    static Map<String, String> read(byte[] diagram) {
        var names = new HashMap<String, String>();
        try {
            var reader = XML.createXMLStreamReader(new ByteArrayInputStream(diagram));
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT) {
                    var id = reader.getAttributeValue(null, "id");
                    var name = reader.getAttributeValue(null, "name");
                    if (id != null && name != null) {
                        names.put(id, name.strip().replaceAll("\\s+", " "));
                    }
                }
            }
        } catch (XMLStreamException ex) {
            throw new IllegalStateException("A diagram that the engine took is no XML", ex);
        }
        return names;
    }
}
