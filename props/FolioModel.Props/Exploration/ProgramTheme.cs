namespace FolioModel.Props.Exploration;

/// <summary>
/// The subject of a random program. A program with a little of everything seldom comes to the one order that tells a wrong search from a
/// right one: most of them end in a fault early, and the rest hardly meet.
/// </summary>
internal enum ProgramTheme
{
    /// <summary>A little of everything.</summary>
    Mixed,

    /// <summary>Variables that are read and written: what a step touches depends on little else than what it reads.</summary>
    Plain,

    /// <summary>Few variables of few values: the same states are met on many ways.</summary>
    Coincidences,

    /// <summary>Allocations that may fail, and are made good.</summary>
    Failures,

    /// <summary>Readers and writers of one semaphore.</summary>
    Semaphore,

    /// <summary>Tasks that sleep and are woken by several others.</summary>
    WakeUps,

    /// <summary>Tasks that spin on variables that change and change back.</summary>
    Spins,

    /// <summary>A claim about what must never be, between any two steps.</summary>
    Never,
}
