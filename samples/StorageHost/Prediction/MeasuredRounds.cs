namespace FolioModel.Samples.StorageHost.Prediction;

/// <summary>The repetitions of a measured set: in the first, one pipeline finds no files; in later ones, all do.</summary>
/// <param name="First">The first repetition.</param>
/// <param name="Later">The mean of the later ones.</param>
/// <param name="FirstShare">The share of the repetitions that are the first one.</param>
internal sealed record MeasuredRounds(double[] First, double[] Later, double FirstShare)
{
    /// <summary>The mean over all repetitions of what was predicted for the two kinds.</summary>
    public double[] MeanOf(double[] first, double[] later) =>
        [.. first.Zip(later, (one, other) => FirstShare * one + (1 - FirstShare) * other)];
}
