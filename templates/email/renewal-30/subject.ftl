<#import "../_parts.ftlh" as p>
Last call for changes: renewal ${p.fact("renewsOn")?has_content?then("on " + p.fact("renewsOn"), "in one month")}
