namespace FolioModel.Interleaving;

/// <summary>The contents of an <see cref="AccessLog"/> at some moment.</summary>
[System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
public sealed class AccessSnapshot
{
    internal AccessSnapshot(UInt128 hash, KnownState[] known)
    {
        Hash = hash;
        Known = known;
    }

    internal UInt128 Hash { get; }

    internal KnownState[] Known { get; }
}

/// <summary>A state that some step has touched.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Now">Its hash.</param>
/// <param name="First">The hash that it had before the first step.</param>
internal readonly record struct KnownState(int Number, UInt128 Now, UInt128 First);
