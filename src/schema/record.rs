//! The macro that defines the records of the report, with one line for each field.
//!
//! For each record it makes the struct, its JSON, its JSON Schema, its typed view, and the walk over its leaves.

/// Whether a field has something to show in the JSON.
pub(super) trait Presence {
    /// `true` where the field is left out.
    fn is_absent(&self) -> bool {
        false
    }
}

impl<T> Presence for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

/// A list that the page gives is always shown, `[]` when nothing is printed.
impl<T> Presence for Vec<T> {}

impl<T: Presence> Presence for crate::schema::typed::Typed<'_, T> {
    fn is_absent(&self) -> bool {
        self.0.is_absent()
    }
}

/// [`Presence::is_absent`] as serde wants it.
pub(super) fn is_absent<T: Presence>(field: &T) -> bool {
    field.is_absent()
}

/// Defines records: `name: Type`, with `= "key"` where the JSON key is not the name in camel case. The doc comment of a
/// field is the Chinese term of the report; it becomes the description in the JSON Schema.
///
/// - `Option<Kind>`: a leaf, there when its column or line is printed;
/// - `Option<Record>`: an object, there when something of it is printed;
/// - `Vec<Record>`: a list of the page, always there;
/// - `Option<Vec<Record>>`: a list that is an extension, there when printed;
/// - `Record`: an object that is always there.
macro_rules! records {
    ($(
        $(#[$record_doc:meta])*
        $record:ident {
            $( $(#[$field_doc:meta])* $field:ident: $type:ty $(= $key:literal)?, )*
        }
    )*) => {$(
        #[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        $(#[$record_doc])*
        #[serde(rename_all = "camelCase", default, deny_unknown_fields)]
        #[non_exhaustive]
        pub struct $record {
            $(
                $(#[$field_doc])*
                $(#[serde(rename = $key)])?
                #[serde(skip_serializing_if = "super::record::is_absent")]
                pub $field: $type,
            )*
        }

        impl super::record::Presence for $record {}

        impl super::kind::Leaves for $record {
            fn visit_leaves(&mut self, visit: &mut dyn FnMut(&'static str, &mut String)) {
                $( super::kind::Leaves::visit_leaves(&mut self.$field, visit); )*
            }
        }

        impl crate::schema::typed::TypedValue for $record {
            fn serialize_typed<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                /// The same keys with typed values.
                #[derive(serde::Serialize)]
                #[serde(rename_all = "camelCase")]
                struct View<'a> {
                    $(
                        $(#[serde(rename = $key)])?
                        #[serde(skip_serializing_if = "super::record::is_absent")]
                        $field: crate::schema::typed::Typed<'a, $type>,
                    )*
                }
                serde::Serialize::serialize(&View { $( $field: crate::schema::typed::Typed(&self.$field), )* }, serializer)
            }
        }
    )*};
}
pub(super) use records;
