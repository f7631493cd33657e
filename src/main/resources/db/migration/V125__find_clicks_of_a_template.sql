create index visit_of_template on visit (template, at) where kind = 'click';
