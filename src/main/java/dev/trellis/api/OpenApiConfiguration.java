package dev.trellis.api;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What {@code /v3/api-docs} says about the API as a whole. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Trellis")
                        .version("1")
                        .description("Contacts come in, journeys drawn in BPMN nurture them, sales gets them. "
                                + "Every list takes limit (default 50, at most 500) and after, and answers "
                                + "{items, next}. Errors are RFC 9457 problem details."))
                .components(new Components()
                        .addSecuritySchemes(
                                "token",
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .description(
                                                "What an operator made on the page Tokens, with the scopes it needs; or "
                                                        + "the first one, the setting TRELLIS_API_TOKEN or what the first "
                                                        + "start printed, which may everything. Without a scope that is "
                                                        + "needed the answer is 403 and names it.")))
                .addSecurityItem(new SecurityRequirement().addList("token"));
    }
}
