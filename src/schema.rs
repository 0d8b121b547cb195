//! JSON Schemas, generated from the form data and from the types of each output.
