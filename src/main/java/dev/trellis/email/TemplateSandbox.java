package dev.trellis.email;

import freemarker.cache.StringTemplateLoader;
import freemarker.core.Environment;
import freemarker.core.TemplateClassResolver;
import freemarker.core._CoreAPI;
import freemarker.template.Configuration;
import freemarker.template.SimpleObjectWrapper;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Runs templates that people write whom we trust with words but not with the server: they see maps, lists and plain
 * values, reach no class and no file, and cannot print without end.
 */
final class TemplateSandbox {

    private static final int LARGEST_OUTPUT = 1_000_000;

    private final Configuration configuration;
    private final Map<String, Template> compiled = new HashMap<>();

    TemplateSandbox(Map<String, String> sources) {
        var loader = new StringTemplateLoader();
        sources.forEach(loader::putTemplate);
        configuration = new Configuration(Configuration.VERSION_2_3_34);
        configuration.setTemplateLoader(loader);
        configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
        configuration.setObjectWrapper(new SimpleObjectWrapper(Configuration.VERSION_2_3_34));
        configuration.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        configuration.setAPIBuiltinEnabled(false);
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
        configuration.setWrapUncheckedExceptions(true);
        configuration.setFallbackOnNullLoopVariable(false);
        configuration.setLocalizedLookup(false);
        configuration.setRecognizeStandardFileExtensions(true);
        configuration.setTemplateUpdateDelayMilliseconds(Long.MAX_VALUE);
        configuration.setNumberFormat("computer");
        configuration.setBooleanFormat("c");
        configuration.setLocale(Locale.ENGLISH);
    }

    /** Parses a file, once. */
    void compile(String file) throws IOException {
        var template = configuration.getTemplate(file);
        _CoreAPI.addThreadInterruptedChecks(template);
        compiled.put(file, template);
    }

    boolean has(String file) {
        return compiled.containsKey(file);
    }

    String render(String file, Map<String, Object> model) throws TemplateException, IOException {
        var template = compiled.get(file);
        if (template == null) {
            throw new IOException(file + " is missing or could not be read");
        }
        var writer = new LimitedWriter();
        Environment environment = template.createProcessingEnvironment(model, writer);
        try (var deadline = RenderDeadline.start()) {
            process(environment, deadline);
        }
        return writer.toString();
    }

    private static void process(Environment environment, RenderDeadline deadline)
            throws TemplateException, IOException {
        try {
            environment.process();
        } catch (TemplateException | IOException | RuntimeException ex) {
            var why = deadline.broken();
            if (why != null) {
                throw new IOException(why, ex);
            }
            throw ex;
        } catch (StackOverflowError | OutOfMemoryError ex) {
            throw new IOException("needs more memory than an email may take", ex);
        }
    }

    private static final class LimitedWriter extends Writer {

        private final StringWriter writer = new StringWriter(8192);

        @Override
        public void write(char[] buffer, int offset, int length) throws IOException {
            if (writer.getBuffer().length() + length > LARGEST_OUTPUT) {
                throw new IOException("The template prints more than " + LARGEST_OUTPUT + " characters");
            }
            writer.write(buffer, offset, length);
        }

        @Override
        public void flush() {
            // There is nothing behind this writer.
        }

        @Override
        public void close() {
            // There is nothing behind this writer.
        }

        @Override
        public String toString() {
            return writer.toString();
        }
    }
}
