namespace FolioModel.Testing;

/// <summary>The arguments of a step, as plain numbers so that a step can be stored, shrunk and replayed.</summary>
/// <param name="A">The first.</param>
/// <param name="B">The second.</param>
/// <param name="C">The third.</param>
/// <param name="D">The fourth.</param>
/// <param name="E">The fifth.</param>
public readonly record struct Arguments(long A, long B, long C, long D, long E)
{
    /// <summary>How many a step can have.</summary>
    public const int Most = 5;

    /// <summary>An argument by its place.</summary>
    /// <param name="place">0 to 4.</param>
    public long this[int place] => place switch
    {
        0 => A,
        1 => B,
        2 => C,
        3 => D,
        4 => E,
        _ => throw new ArgumentOutOfRangeException(nameof(place)),
    };

    /// <summary>The same with one argument changed.</summary>
    /// <param name="place">0 to 4.</param>
    /// <param name="value">Its new value.</param>
    public Arguments With(int place, long value) => place switch
    {
        0 => this with { A = value },
        1 => this with { B = value },
        2 => this with { C = value },
        3 => this with { D = value },
        4 => this with { E = value },
        _ => throw new ArgumentOutOfRangeException(nameof(place)),
    };
}
