<#import "../_parts.ftlh" as p>
${p.fact("title", "A task for you")}: ${p.whoAndCompany()}
