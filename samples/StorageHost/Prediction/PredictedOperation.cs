namespace FolioModel.Samples.StorageHost.Prediction;

/// <summary>One operation: seconds predicted, and measured and predicted by WRENCH-cache where known.</summary>
internal sealed record PredictedOperation(
    string Op, double Predicted, double? Measured, double? Wrench, double[] CachedGb, double[]? MeasuredCachedGb)
{
    public double? Error => Measured is { } measured ? PredictedRun.ErrorOf(measured, Predicted) : null;
}
