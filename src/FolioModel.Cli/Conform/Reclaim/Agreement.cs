namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>How well the kernel agrees with itself.</summary>
internal static class Agreement
{
    /// <summary>The mean over pairs of boots of the fraction of accesses that were a hit in both or a miss in both.</summary>
    public static double OfBoots(IReadOnlyList<byte[]> boots, AccessSequence sequence)
    {
        int pairs = 0;
        double sum = 0;
        for (int a = 0; a < boots.Count; a++)
        {
            for (int b = a + 1; b < boots.Count; b++)
            {
                sum += OfPair(boots[a], boots[b], sequence);
                pairs++;
            }
        }

        return pairs == 0 ? 1 : sum / pairs;
    }

    private static double OfPair(byte[] a, byte[] b, AccessSequence sequence)
    {
        int accesses = 0;
        int equal = 0;
        for (int i = 0; i < sequence.Operations.Count; i++)
        {
            if (sequence.Operations[i].IsAccess)
            {
                accesses++;
                equal += RecordedSequence.IsSet(a, i) == RecordedSequence.IsSet(b, i) ? 1 : 0;
            }
        }

        return accesses == 0 ? 1 : (double)equal / accesses;
    }
}
