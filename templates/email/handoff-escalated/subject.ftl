<#import "../_parts.ftlh" as p>
Now yours: ${p.whoAndCompany()} has waited too long
