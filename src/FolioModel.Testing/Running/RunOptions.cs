namespace FolioModel.Testing;

/// <summary>How a program is run.</summary>
public sealed record RunOptions
{
    /// <summary>After how many steps the subject is looked at: 1 for after each.</summary>
    public int CheckEvery { get; init; } = 1;

    /// <summary>How many programs the search for a shorter one may try.</summary>
    public int ShrinkingRuns { get; init; } = 2000;

    /// <summary>Whether a program may end with a mistake on purpose, which the subject must refuse.</summary>
    public bool Misuse { get; init; }

    /// <summary>
    /// Whether reports name lines of the source. Which line a frame of optimised code stands at depends on when the just-in-time compiler
    /// got to it, so that reports which have to be the same everywhere go without.
    /// </summary>
    public bool NamesLines { get; init; } = true;
}
