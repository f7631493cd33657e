<#import "../_parts.ftlh" as p>
Back in nurture: ${p.whoAndCompany()}
