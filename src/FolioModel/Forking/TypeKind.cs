namespace FolioModel.Forking;

/// <summary>What has to be done to copy an object.</summary>
internal enum TypeKind
{
    /// <summary>Nothing: it never changes, so both machines use it.</summary>
    Shared,

    /// <summary>An array: each element.</summary>
    Array,

    /// <summary>A method with an object that it belongs to: the copy of that object.</summary>
    Delegate,

    /// <summary>A collection by hashes, which depend on where the keys lie: filled anew.</summary>
    Hashed,

    /// <summary>A structure: each of its fields.</summary>
    Structure,

    /// <summary>A class: each of its fields.</summary>
    Fields,

    /// <summary>It does it itself.</summary>
    Self,

    /// <summary>Nothing that could be copied.</summary>
    Refused,
}
