<#import "../_parts.ftlh" as p>
Still waiting for you: ${p.whoAndCompany()}
