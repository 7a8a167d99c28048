//! Characters that were damaged on the way.

mod html_entity;
mod lost_character;
mod mojibake;

pub(super) use html_entity::HtmlEntity;
pub(super) use lost_character::LostCharacter;
pub(super) use mojibake::Mojibake;
