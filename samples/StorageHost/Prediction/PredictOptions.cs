using System.Globalization;
using System.Reflection;
using FolioModel.Samples.StorageHost.Workloads;

namespace FolioModel.Samples.StorageHost.Prediction;

/// <summary>Changes that the command line makes.</summary>
internal sealed class PredictOptions
{
    private readonly List<(PropertyInfo Setting, double Value)> _changes = [];

    /// <summary>Told what has been done, or null.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>The same changes and some more.</summary>
    public PredictOptions With(IEnumerable<string> changes)
    {
        PredictOptions more = new() { Progress = Progress };
        more._changes.AddRange(_changes);
        foreach (string change in changes)
        {
            more.Set(change);
        }

        return more;
    }

    /// <summary>Takes <c>setting=value</c>, under the names of the workload format.</summary>
    /// <exception cref="BadWorkloadException">There is no such setting, or the value is no number.</exception>
    public void Set(string text)
    {
        string[] parts = text.Split('=', 2);
        PropertyInfo? setting = typeof(MachineSettings).GetProperties().FirstOrDefault(
            p => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name) == parts[0]);
        if (setting is null || parts.Length < 2 || !double.TryParse(parts[1], CultureInfo.InvariantCulture, out double value))
        {
            throw new BadWorkloadException(
                $"'{text}' is not a setting of the machine and a number, such as dirty_ratio=40 or flush_replaced=0");
        }

        _changes.Add((setting, value));
    }

    public MachineSettings Apply(MachineSettings machine)
    {
        MachineSettings changed = machine with { };
        foreach ((PropertyInfo setting, double value) in _changes)
        {
            setting.SetValue(changed, Convert.ChangeType(value, setting.PropertyType, CultureInfo.InvariantCulture));
        }

        return changed;
    }
}
