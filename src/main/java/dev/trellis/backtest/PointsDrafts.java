package dev.trellis.backtest;

import dev.trellis.platform.TrellisProperties;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** Drafts of the score table in which one row gives half of its points. The table in use is only read. */
@Component
public class PointsDrafts {

    private static final String DECISION = "lead-score";
    private static final String POINTS = "points";

    private final Path folder;

    @Autowired
    PointsDrafts(TrellisProperties settings) {
        this(settings.bpmnDir());
    }

    PointsDrafts(Path folder) {
        this.folder = folder;
    }

    /**
     * The draft for the row that says it is for this; empty where no row, or more than one, does, or it gives no plain
     * number of points above 0.
     */
    public Optional<PointsDraft> halved(String label) {
        for (var file : tables()) {
            var document = read(file);
            var table = document == null ? null : table(document);
            if (document != null && table != null) {
                return halved(file, document, table, label);
            }
        }
        return Optional.empty();
    }

    private static Optional<PointsDraft> halved(Path file, Document document, Element table, String label) {
        var column = column(table);
        var rules = children(table, "rule");
        var matching = rules.stream().filter(rule -> label(rule).equals(label)).toList();
        if (column < 0 || matching.size() != 1) {
            return Optional.empty();
        }
        var rule = matching.getFirst();
        var entries = children(rule, "outputEntry");
        var text = column < entries.size() ? child(entries.get(column), "text") : null;
        if (text == null || !text.getTextContent().strip().matches("[0-9]{1,6}(\\.[0-9]{1,6})?")) {
            return Optional.empty();
        }
        var before = Double.parseDouble(text.getTextContent().strip());
        if (before <= 0) {
            return Optional.empty();
        }
        var after = Math.floor(before / 2);
        text.setTextContent(String.valueOf(Math.round(after)));
        return Optional.of(new PointsDraft(
                String.valueOf(file.getFileName()), rules.indexOf(rule) + 1, label, before, after, write(document)));
    }

    private List<Path> tables() {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".dmn"))
                    .sorted()
                    .toList();
        } catch (IOException ex) {
            throw new UncheckedIOException("Cannot read the folder " + folder, ex);
        }
    }

    private static @Nullable Element table(Document document) {
        return children(document.getDocumentElement(), "decision").stream()
                .filter(decision -> decision.getAttribute("id").equals(DECISION))
                .findFirst()
                .map(decision -> child(decision, "decisionTable"))
                .orElse(null);
    }

    private static int column(Element table) {
        return children(table, "output").stream()
                .map(output -> output.getAttribute("name"))
                .toList()
                .indexOf(POINTS);
    }

    private static String label(Element rule) {
        var description = child(rule, "description");
        return description == null ? "" : description.getTextContent().strip();
    }

    private static @Nullable Element child(Element parent, String name) {
        return children(parent, name).stream().findFirst().orElse(null);
    }

    private static List<Element> children(Element parent, String name) {
        var children = new ArrayList<Element>();
        for (var node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && name.equals(element.getLocalName())) {
                children.add(element);
            }
        }
        return children;
    }

    /** The file; null where it cannot be read: what is wrong with it says the check of the tables. */
    private static @Nullable Document read(Path file) {
        try (var content = Files.newInputStream(file)) {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(content);
        } catch (SAXException ex) {
            return null;
        } catch (IOException ex) {
            throw new UncheckedIOException("Cannot read " + file, ex);
        } catch (ParserConfigurationException ex) {
            throw new IllegalStateException("No XML parser", ex);
        }
    }

    private static String write(Document document) {
        try {
            var factory = TransformerFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            var text = new StringWriter();
            factory.newTransformer().transform(new DOMSource(document), new StreamResult(text));
            return text.toString();
        } catch (TransformerException ex) {
            throw new IllegalStateException("Cannot write the draft", ex);
        }
    }
}
