namespace FolioModel.Testing;

/// <summary>How well a replayed access sequence agrees with the kernel.</summary>
public sealed class SequenceResult
{
    /// <summary>The sequence's name.</summary>
    public required string Name { get; init; }

    /// <summary><c>classic</c> or <c>mglru</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>The family of sequences that it belongs to: a number or a name.</summary>
    public required string Family { get; init; }

    /// <summary>Operations that access a page.</summary>
    public int Accesses { get; set; }

    /// <summary>Accesses whose page was cached, as recorded.</summary>
    public int Hits { get; set; }

    /// <summary>Accesses that were hits or misses as recorded.</summary>
    public int Agreeing { get; set; }

    /// <summary>Accesses whose page was accessed before.</summary>
    public int Rereferences { get; set; }

    /// <summary>Of these, those that were hits or misses as recorded.</summary>
    public int AgreeingRereferences { get; set; }

    /// <summary>Accesses for which it is recorded whether the page was in swap.</summary>
    public int SwapCompared { get; set; }

    /// <summary>Of these, those whose page was in swap, or not, as recorded.</summary>
    public int SwapAgreeing { get; set; }

    /// <summary>The fraction of accesses whose page was in swap, or not, as recorded.</summary>
    public double SwapAgreement => SwapCompared == 0 ? 1 : (double)SwapAgreeing / SwapCompared;

    /// <summary>Pages evicted, as recorded.</summary>
    public int Victims { get; set; }

    /// <summary>Pages evicted in the recorded order, up to the first that differs.</summary>
    public int VictimsEqual { get; set; }

    /// <summary>Pages that the model evicted.</summary>
    public int VictimsOfModel { get; set; }

    /// <summary>Operations on files after which the pages that they brought in were compared: readahead windows among them.</summary>
    public int Windows { get; set; }

    /// <summary>Of these, those that brought in the recorded pages and no other.</summary>
    public int WindowsEqual { get; set; }

    /// <summary>Values compared at checkpoints.</summary>
    public int CountersCompared { get; set; }

    /// <summary>Of these, those that differ.</summary>
    public int CountersDifferent { get; set; }

    /// <summary>How well the kernel agrees with itself: the mean over pairs of boots of the accesses that agree.</summary>
    public double Ceiling { get; set; } = 1;

    /// <summary>The values that differ at the first checkpoint where any does.</summary>
    public IReadOnlyList<string> FirstCounters { get; set; } = [];

    /// <summary>The first difference with what was going on around it, or null.</summary>
    public string? First { get; set; }

    /// <summary>The fraction of accesses that agree.</summary>
    public double Agreement => Accesses == 0 ? 1 : (double)Agreeing / Accesses;

    /// <summary>The fraction of accesses to pages accessed before that agree.</summary>
    public double RereferenceAgreement => Rereferences == 0 ? 1 : (double)AgreeingRereferences / Rereferences;

    /// <summary>Whether the kernel is reproducible here, so that the model has to be exact.</summary>
    public bool MustBeExact => Ceiling == 1;

    /// <summary>
    /// Whether every hit and miss is that of another recorded boot than the first: where boots disagree, the timing of one of them.
    /// </summary>
    public bool IsAnotherBoot { get; set; }

    /// <summary>
    /// Whether the model agrees with the first boot exactly, or where boots disagree is another of them or agrees with the first at least
    /// as well as they do with each other.
    /// </summary>
    public bool IsAsGoodAsTheKernel => MustBeExact ? IsExact : Agreement >= Ceiling || IsAnotherBoot;

    /// <summary>Whether all hits, misses, pages brought in and victims are as recorded.</summary>
    public bool IsExact => Agreeing == Accesses && SwapAgreeing == SwapCompared && WindowsEqual == Windows
        && VictimsEqual == Victims && VictimsOfModel == Victims;
}
