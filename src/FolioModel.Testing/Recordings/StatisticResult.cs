namespace FolioModel.Testing;

/// <summary>A statistic of the model beside the range that several boots of the kernel recorded.</summary>
public sealed class StatisticResult
{
    /// <summary>The sequence's name.</summary>
    public required string Name { get; init; }

    /// <summary><c>classic</c> or <c>mglru</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>The name of the statistic: the kernel's where it has one.</summary>
    public required string Statistic { get; init; }

    /// <summary>The model's value: a fraction, or pages, or events.</summary>
    public required double Value { get; init; }

    /// <summary>The lowest value that is as good as the kernel's.</summary>
    public required double Lowest { get; init; }

    /// <summary>The highest value that is as good as the kernel's.</summary>
    public required double Highest { get; init; }

    /// <summary>Whether the value is as good as the kernel's.</summary>
    public bool IsWithin => Value >= Lowest && Value <= Highest;
}
