//! `piac` compiles and checks 特定個人情報保護評価書, in this order:
//!
//! 1. [`source`] reads a file as text with places, 2. [`yaml`] makes a tree of it,
//! 3. [`form`] gives the official form as data, 4. [`assessment`] binds the tree to the form.

pub mod assessment;
pub mod date;
pub mod diag;
pub mod form;
pub mod source;
pub mod text;
pub mod yaml;
