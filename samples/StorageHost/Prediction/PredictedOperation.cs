namespace FolioModel.Samples.StorageHost.Prediction;

/// <summary>One operation: seconds predicted, and measured and predicted by WRENCH-cache where known.</summary>
internal sealed record PredictedOperation(
    string Op, double Predicted, double? Measured, double? Wrench, double[] CachedGb, double[]? MeasuredCachedGb, double[]? WrenchCachedGb)
{
    public double? WrenchError => Measured is { } measured && Wrench is { } wrench ? PredictedRun.ErrorOf(measured, wrench) : null;

    public double? Error => Measured is { } measured ? PredictedRun.ErrorOf(measured, Predicted) : null;
}
