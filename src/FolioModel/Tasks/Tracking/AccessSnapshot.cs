namespace FolioModel;

/// <summary>What an <see cref="AccessLog"/> knew at some moment.</summary>
public sealed class AccessSnapshot
{
    internal AccessSnapshot(int step, ulong hash, ulong[] now, ulong[] first, int[] lastStep)
    {
        Step = step;
        Hash = hash;
        Now = now;
        First = first;
        LastStep = lastStep;
    }

    internal int Step { get; }

    internal ulong Hash { get; }

    internal ulong[] Now { get; }

    internal ulong[] First { get; }

    internal int[] LastStep { get; }
}
