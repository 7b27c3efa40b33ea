namespace FolioModel.Mutation;

/// <summary>Kinds of checks, in the order in which a mutant meets them.</summary>
internal enum Checker
{
    /// <summary>Random programs of the property kit.</summary>
    Kit,

    /// <summary>The catalogue of explorations.</summary>
    Explorer,

    /// <summary>Recordings of a real kernel.</summary>
    Conform,

    /// <summary>Unit and property tests.</summary>
    Tests,
}
