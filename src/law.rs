//! Citation data: which article, item or table row of 番号法 said what, when.
