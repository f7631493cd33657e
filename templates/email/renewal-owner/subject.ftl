<#import "../_parts.ftlh" as p>
Renewal ahead: ${p.whoAndCompany()}${p.fact("renewsOn")?has_content?then(", " + p.fact("renewsOn"), "")}
