namespace FolioModel.Workloads.Reading;

/// <summary>Arithmetic on times and offsets that stops at the largest number, so that a damaged trace cannot turn them negative.</summary>
internal static class Saturating
{
    public static long Add(long number, long more) => more > long.MaxValue - number ? long.MaxValue : number + more;

    public static long Multiply(ulong number, long unit) => number > (ulong)(long.MaxValue / unit) ? long.MaxValue : (long)number * unit;
}
