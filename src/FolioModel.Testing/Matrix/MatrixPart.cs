namespace FolioModel.Testing;

/// <summary>The part of one owner in the lock matrix, which explores every pair of operations that can meet on one file.</summary>
public sealed record MatrixPart
{
    /// <summary>The files on which operations meet: a table for each.</summary>
    public IReadOnlyList<MatrixFile> Files { get; init; } = [];

    /// <summary>The operations.</summary>
    public IReadOnlyList<MatrixRow> Rows { get; init; } = [];

    /// <summary>Why pairs that never wait for each other are harmless.</summary>
    public IReadOnlyList<BenignPair> BenignPairs { get; init; } = [];

    /// <summary>Pairs that go wrong in the modelled kernel, and therefore in the model.</summary>
    public IReadOnlyList<KnownRace> KnownRaces { get; init; } = [];

    /// <summary>For each class of locks of the owner, a program that goes wrong when the locks are not taken.</summary>
    public IReadOnlyList<LockWitness> Witnesses { get; init; } = [];
}
