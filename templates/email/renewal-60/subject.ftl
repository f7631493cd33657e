<#import "../_parts.ftlh" as p>
Your contract renews ${p.fact("renewsOn")?has_content?then("on " + p.fact("renewsOn"), "in two months")}
