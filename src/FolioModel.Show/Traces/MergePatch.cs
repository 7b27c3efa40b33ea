using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>Differences between JSON objects as merge patches (RFC 7396): a member with its new value, null for one that is gone.</summary>
/// <remarks>The objects must have no member that is null.</remarks>
internal static class MergePatch
{
    /// <summary>The patch that makes one object into another; empty when they are equal.</summary>
    public static JsonObject Between(JsonObject before, JsonObject after)
    {
        JsonObject patch = [];
        foreach ((string name, JsonNode? _) in before)
        {
            if (!after.ContainsKey(name))
            {
                patch[name] = null;
            }
        }

        foreach ((string name, JsonNode? value) in after)
        {
            JsonNode? old = before[name];
            if (old is JsonObject oldObject && value is JsonObject newObject)
            {
                JsonObject inner = Between(oldObject, newObject);
                if (inner.Count > 0)
                {
                    patch[name] = inner;
                }
            }
            else if (!JsonNode.DeepEquals(old, value))
            {
                patch[name] = value?.DeepClone();
            }
        }

        return patch;
    }

    /// <summary>Applies a patch to an object, which it changes.</summary>
    public static void Apply(JsonObject target, JsonObject patch)
    {
        foreach ((string name, JsonNode? value) in patch)
        {
            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject inner when target[name] is JsonObject existing:
                    Apply(existing, inner);
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        }
    }
}
