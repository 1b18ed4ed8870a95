//! Converts the colours of all colour spaces to RGB (ISO 32000-1, 8.6).
//!
//! Near enough is good enough: the layout asks only whether something is pale, dark or white. A pattern counts as mid grey.

use std::rc::Rc;

use lopdf::{Dictionary, Object};

use super::file::{File, as_dictionary, as_number};
use super::limits::MAX_NESTING;

/// Red, green and blue from 0 to 1.
pub(super) type Rgb = [f32; 3];

pub(super) const BLACK: Rgb = [0.0; 3];

/// The colour that a pattern or a shading counts as.
pub(super) const MID_GREY: Rgb = [0.5; 3];

/// How many components of a colour are looked at: more than any colour space has.
pub(super) const MAX_COMPONENTS: usize = 32;

/// A colour space, as far as it matters.
#[derive(Debug, Clone, Default)]
pub(super) enum ColorSpace {
    #[default]
    Gray,
    Rgb,
    Cmyk,
    Lab,
    /// A palette.
    Indexed(Rc<Palette>),
    /// Separation and DeviceN: a colour is the amount of an ink, whose full colour stands here.
    Tint(Rgb),
    Pattern,
}

/// The colours of an Indexed space.
#[derive(Debug)]
pub(super) struct Palette {
    base: ColorSpace,
    table: Vec<u8>,
}

impl ColorSpace {
    /// The space a `cs` operator names: a device space, or one of the resources.
    pub(super) fn named(file: &File<'_>, resources: Option<&Dictionary>, name: &[u8]) -> Self {
        let named = resources
            .and_then(|resources| file.dictionary(resources, b"ColorSpace"))
            .and_then(|spaces| file.get(spaces, name));
        match named {
            Some(object) => Self::parse(file, object, 0),
            None => Self::device(name).unwrap_or_default(),
        }
    }

    fn device(name: &[u8]) -> Option<Self> {
        match name {
            b"DeviceGray" | b"CalGray" | b"G" => Some(Self::Gray),
            b"DeviceRGB" | b"CalRGB" | b"RGB" => Some(Self::Rgb),
            b"DeviceCMYK" | b"CalCMYK" | b"CMYK" => Some(Self::Cmyk),
            b"Lab" => Some(Self::Lab),
            b"Pattern" => Some(Self::Pattern),
            _ => None,
        }
    }

    fn parse(file: &File<'_>, object: &Object, depth: usize) -> Self {
        if depth > MAX_NESTING {
            return Self::Gray;
        }
        let array = match object {
            Object::Name(name) => return Self::device(name).unwrap_or_default(),
            Object::Array(array) => array,
            _ => return Self::Gray,
        };
        let part = |index: usize| array.get(index).and_then(|object| file.resolve(object).ok());
        let Some(family) = part(0).and_then(|object| object.as_name().ok()) else { return Self::Gray };
        match family {
            b"ICCBased" => match part(1).and_then(as_dictionary).and_then(|profile| file.integer(profile, b"N")) {
                Some(3) => Self::Rgb,
                Some(4) => Self::Cmyk,
                _ => Self::Gray,
            },
            b"Indexed" | b"I" => {
                let base = part(1).map_or(Self::Rgb, |base| Self::parse(file, base, depth + 1));
                let table = match part(3) {
                    Some(Object::String(table, _)) => table.clone(),
                    Some(Object::Stream(stream)) => file.decode(stream, "a colour table").unwrap_or_default(),
                    _ => Vec::new(),
                };
                Self::Indexed(Rc::new(Palette { base, table }))
            }
            b"Separation" | b"DeviceN" => {
                let alternate = part(2).map_or(Self::Gray, |alternate| Self::parse(file, alternate, depth + 1));
                Self::Tint(full_ink(file, part(3), &alternate))
            }
            family => Self::device(family).unwrap_or_default(),
        }
    }

    /// How many numbers a colour has in this space.
    fn components(&self) -> usize {
        match self {
            Self::Gray | Self::Indexed(_) | Self::Tint(_) | Self::Pattern => 1,
            Self::Rgb | Self::Lab => 3,
            Self::Cmyk => 4,
        }
    }

    /// The colour a space starts with.
    pub(super) fn initial(&self) -> Rgb {
        match self {
            Self::Pattern => MID_GREY,
            Self::Tint(ink) => *ink,
            Self::Indexed(_) => self.rgb(&[0.0]),
            _ => BLACK,
        }
    }

    /// The colour of the components; missing ones are 0.
    pub(super) fn rgb(&self, components: &[f64]) -> Rgb {
        let component = |index: usize| components.get(index).copied().unwrap_or(0.0);
        match self {
            Self::Gray => gray(component(0)),
            Self::Rgb => rgb(component(0), component(1), component(2)),
            Self::Cmyk => cmyk(component(0), component(1), component(2), component(3)),
            Self::Lab => gray(component(0) / 100.0),
            Self::Indexed(palette) => palette.color(component(0)),
            Self::Tint(ink) => {
                // With several inks the strongest is near enough.
                let tint = unit(components.iter().copied().fold(0.0, f64::max));
                ink.map(|full| 1.0 - tint * (1.0 - full))
            }
            Self::Pattern => MID_GREY,
        }
    }
}

impl Palette {
    fn color(&self, index: f64) -> Rgb {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
        let index = index.clamp(0.0, 255.0) as usize;
        let count = self.base.components();
        let entry = self.table.get(index * count..(index + 1) * count).unwrap_or_default();
        let mut components = [0.0; 4];
        for (component, byte) in components.iter_mut().zip(entry) {
            *component = f64::from(*byte) / 255.0;
        }
        self.base.rgb(&components)
    }
}

/// The colour of an ink at full strength: the end (`C1`) of an exponential tint transformation, else black.
fn full_ink(file: &File<'_>, transform: Option<&Object>, alternate: &ColorSpace) -> Rgb {
    let Some(function) = transform.and_then(as_dictionary) else { return BLACK };
    let Some(end) = file.array(function, b"C1") else { return BLACK };
    let components: Vec<f64> =
        end.iter().take(MAX_COMPONENTS).filter_map(|object| file.resolve(object).ok()).filter_map(as_number).collect();
    alternate.rgb(&components)
}

#[expect(clippy::cast_possible_truncation, reason = "colours need no more")]
fn unit(value: f64) -> f32 {
    if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) as f32 }
}

pub(super) fn gray(level: f64) -> Rgb {
    [unit(level); 3]
}

pub(super) fn rgb(red: f64, green: f64, blue: f64) -> Rgb {
    [unit(red), unit(green), unit(blue)]
}

/// The plain conversion of ISO 32000-1, 10.3.5.
pub(super) fn cmyk(cyan: f64, magenta: f64, yellow: f64, black: f64) -> Rgb {
    [cyan, magenta, yellow].map(|ink| 1.0 - unit(ink + black))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_come_to_rgb() {
        assert_eq!(ColorSpace::Gray.rgb(&[0.5]), [0.5; 3]);
        assert_eq!(ColorSpace::Cmyk.rgb(&[0.0, 1.0, 1.0, 0.0]), [1.0, 0.0, 0.0]);
        assert_eq!(ColorSpace::Cmyk.rgb(&[0.0, 0.0, 0.0, 1.0]), BLACK);
        assert_eq!(ColorSpace::Tint([1.0, 0.0, 0.0]).rgb(&[0.5]), [1.0, 0.5, 0.5]);
        assert_eq!(ColorSpace::Pattern.rgb(&[]), MID_GREY);
    }

    #[test]
    fn palettes_are_looked_up() {
        let palette = Palette { base: ColorSpace::Rgb, table: vec![0, 0, 0, 255, 0, 0] };
        let space = ColorSpace::Indexed(Rc::new(palette));
        assert_eq!(space.rgb(&[1.0]), [1.0, 0.0, 0.0]);
        assert_eq!(space.rgb(&[7.0]), BLACK);
    }

    #[test]
    fn hostile_components_stay_in_range() {
        assert_eq!(rgb(f64::NAN, -1.0, 7.0), [0.0, 0.0, 1.0]);
    }
}
