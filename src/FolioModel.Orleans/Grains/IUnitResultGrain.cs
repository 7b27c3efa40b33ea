using System.Globalization;
using Orleans;

namespace FolioModel.Orleans.Grains;

/// <summary>The result of one unit. The first one is kept; each later one is compared with it.</summary>
[Alias("folio.unit-result")]
internal interface IUnitResultGrain : IGrainWithStringKey
{
    /// <summary>Keeps a result, or compares it with the one that is kept.</summary>
    /// <returns>False when a different result is kept; then this one is kept beside it, as evidence.</returns>
    [Alias("Keep")]
    Task<bool> Keep(byte[] result);

    /// <summary>The result that is kept and one that differs from it, each null where there is none.</summary>
    [Alias("Read")]
    Task<UnitResult> Read();

    /// <summary>Forgets the result.</summary>
    [Alias("Forget")]
    Task Forget();

    /// <summary>The key of a unit's result.</summary>
    /// <param name="campaign">The identity of the plan.</param>
    /// <param name="unit">The number of the unit, from 1.</param>
    static string KeyOf(string campaign, int unit) => string.Create(CultureInfo.InvariantCulture, $"{campaign}/{unit:d6}");
}

/// <summary>The result of a unit with one that differs from it.</summary>
/// <param name="Bytes">The first result, or null.</param>
/// <param name="Different">A later result that differs from the first one, or null.</param>
[GenerateSerializer, Alias("folio.unit-result-bytes")]
internal sealed record UnitResult([property: Id(0)] byte[]? Bytes, [property: Id(1)] byte[]? Different);
