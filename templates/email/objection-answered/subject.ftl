<#import "../_parts.ftlh" as p>
${(p.fact("state") == "answered")?then("Answered", "No answer")}: what ${p.whoAndCompany()} objected
