//! Rendering: form and assessment come in, a page tree goes out, and from it PDF.
