<#import "../_parts.ftlh" as p>
${p.whoAndCompany()} wrote: ${p.fact("subject", "a message without a subject")}
