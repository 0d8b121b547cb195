//! `piac` compiles and checks 特定個人情報保護評価書. The data flows through the modules in this order:
//!
//! 1. [`source`] reads a file as text with places; [`diag`] is what every step says about it.
//! 2. [`yaml`] makes a tree in which every key and value has its bytes.
//! 3. [`form`] gives the official form as data (`schemas/forms/`), [`commons`] the shared passages.
//! 4. [`assessment`] binds the tree to the form: answers with places, and structural findings.
//! 5. Four uses of an assessment, which never import each other: [`rules`] (findings about content),
//!    [`diff`], [`render`] (pages, PDF) and [`import`] (the reverse: published text to YAML).
//! 6. [`check`] is what a file goes through: structure, rules, the levels of `piac.toml` ([`config`]).
//! 7. The uses of a whole repository: [`status`] (deadlines, what is wrong between documents), [`plan`]
//!    (様式１) and [`drift`] (passages that have drifted apart).
//!
//! [`text`] and [`date`] hold what Japanese text and dates mean; [`law`] the citation data;
//! [`pdf`] opens PDF files of others behind a guard;
//! [`schema`] the generated JSON Schemas; [`scaffold`] the text of a new assessment; [`cli`] joins
//! everything into the command line.

#![forbid(unsafe_code)]

pub mod text;
pub mod source;
pub mod diag;
pub mod yaml;
pub mod date;
pub mod pdf;
pub mod form;
pub mod commons;
pub mod assessment;
pub mod law;
pub mod rules;
pub mod output;
pub mod diff;
pub mod render;
pub mod import;
pub mod files;
pub mod config;
pub mod check;
pub mod format;
pub mod status;
pub mod plan;
pub mod drift;
pub mod schema;
pub mod scaffold;
pub mod cli;
