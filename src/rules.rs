//! Rules: an assessment comes in, findings about its content go out.
