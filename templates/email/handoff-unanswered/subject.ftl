<#import "../_parts.ftlh" as p>
Nobody has answered: ${p.whoAndCompany()}
