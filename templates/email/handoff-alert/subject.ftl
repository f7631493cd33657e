<#import "../_parts.ftlh" as p>
${(p.fact("kind") == "customer")?then("New customer for you", "New lead for you")}: ${p.whoAndCompany()}
