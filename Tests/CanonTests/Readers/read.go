// Prints what Go's yaml.v3 reads: one line of JSON for each file, values tagged by their type.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"

	"gopkg.in/yaml.v3"
)

func tagged(value interface{}) []interface{} {
	switch value := value.(type) {
	case nil:
		return []interface{}{"null"}
	case bool:
		return []interface{}{"bool", value}
	case int:
		return []interface{}{"int", strconv.Itoa(value)}
	case float64:
		return []interface{}{"float", strconv.FormatFloat(value, 'x', -1, 64)}
	case string:
		return []interface{}{"string", value}
	case []interface{}:
		items := []interface{}{}
		for _, item := range value {
			items = append(items, tagged(item))
		}
		return []interface{}{"list", items}
	case map[string]interface{}:
		items := []interface{}{}
		for key, item := range value {
			items = append(items, []interface{}{tagged(key), tagged(item)})
		}
		return []interface{}{"map", items}
	default:
		return []interface{}{fmt.Sprintf("%T", value), fmt.Sprint(value)}
	}
}

func main() {
	for _, path := range os.Args[1:] {
		text, err := os.ReadFile(path)
		if err != nil {
			panic(err)
		}
		var value interface{}
		if err := yaml.Unmarshal(text, &value); err != nil {
			panic(err)
		}
		line, err := json.Marshal(tagged(value))
		if err != nil {
			panic(err)
		}
		fmt.Println(string(line))
	}
}
