<#import "../_parts.ftlh" as p>
Qualified and yours: ${p.whoAndCompany()}
