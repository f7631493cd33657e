Seven questions to ask any scheduling vendor
