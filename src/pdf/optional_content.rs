//! Optional content (layers): finds the groups that the file hides, and tells for a piece of content whether it is hidden (ISO
//! 32000-1, 8.11).

use std::collections::HashSet;

use lopdf::{Dictionary, Object, ObjectId};

use super::file::{File, as_dictionary};

/// The groups that the default configuration of the file hides.
#[derive(Debug, Default)]
pub(super) struct OptionalContent {
    hidden: HashSet<ObjectId>,
}

impl OptionalContent {
    pub(super) fn of_file(file: &File<'_>) -> Self {
        let mut hidden = HashSet::new();
        let properties =
            file.dictionary(file.trailer(), b"Root").and_then(|catalog| file.dictionary(catalog, b"OCProperties"));
        let Some(properties) = properties else { return Self::default() };
        let Some(configuration) = file.dictionary(properties, b"D") else { return Self::default() };
        let groups = |dictionary, key| {
            file.array(dictionary, key).unwrap_or_default().iter().filter_map(|group| group.as_reference().ok())
        };
        if file.name(configuration, b"BaseState") == Some(b"OFF") {
            hidden.extend(groups(properties, b"OCGs"));
        }
        for group in groups(configuration, b"ON") {
            hidden.remove(&group);
        }
        hidden.extend(groups(configuration, b"OFF"));
        Self { hidden }
    }

    /// Whether the value of an `OC` entry, or of a property list of marked content, hides the content that it belongs to.
    pub(super) fn hides(&self, file: &File<'_>, content: &Object) -> bool {
        if self.hidden.is_empty() {
            return false;
        }
        if let Object::Reference(id) = content
            && self.hidden.contains(id)
        {
            return true;
        }
        file.resolve(content)
            .ok()
            .and_then(as_dictionary)
            .filter(|dictionary| file.name(dictionary, b"Type") == Some(b"OCMD"))
            .is_some_and(|membership| self.membership_hides(file, membership))
    }

    /// Whether a membership dictionary hides its content: its policy (`P`) combines the visibility of several groups.
    fn membership_hides(&self, file: &File<'_>, membership: &Dictionary) -> bool {
        let groups: Vec<bool> = match membership.get(b"OCGs") {
            Ok(Object::Reference(id)) if file.array(membership, b"OCGs").is_none() => vec![self.hidden.contains(id)],
            _ => file
                .array(membership, b"OCGs")
                .unwrap_or_default()
                .iter()
                .filter_map(|group| group.as_reference().ok())
                .map(|id| self.hidden.contains(&id))
                .collect(),
        };
        if groups.is_empty() {
            return false;
        }
        let visible = match file.name(membership, b"P") {
            Some(b"AllOn") => groups.iter().all(|hidden| !hidden),
            Some(b"AnyOff") => groups.iter().any(|hidden| *hidden),
            Some(b"AllOff") => groups.iter().all(|hidden| *hidden),
            _ => groups.iter().any(|hidden| !hidden),
        };
        !visible
    }
}
