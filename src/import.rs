//! Import: the text of a published assessment comes in, YAML and a report of what was not placed go out.
