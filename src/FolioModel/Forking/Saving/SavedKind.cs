namespace FolioModel.Forking;

/// <summary>How an object lies in a saved machine.</summary>
internal enum SavedKind : byte
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A type.</summary>
    Type,

    /// <summary>An object in a static field of a library: its name.</summary>
    Static,

    /// <summary>A number or structure that something refers to as an object.</summary>
    Boxed,

    /// <summary>An array: its elements.</summary>
    Array,

    /// <summary>A method with the object that it belongs to.</summary>
    Delegate,

    /// <summary>A collection by hashes: its elements.</summary>
    Hashed,

    /// <summary>State that writes itself.</summary>
    Self,

    /// <summary>A class: its fields.</summary>
    Fields,
}
